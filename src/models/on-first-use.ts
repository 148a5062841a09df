/** What is opened when it is first asked for: loading a client takes longer than a command that makes no call. */
export class OnFirstUse<T> {
  /** Undefined as long as nobody has asked. */
  opened: T | undefined;
  private readonly open: () => Promise<T>;
  private opening: Promise<T> | undefined;

  constructor(open: () => Promise<T>) {
    this.open = open;
  }

  /** @throws what opening throws, for all who ask. */
  async get(): Promise<T> {
    this.opened ??= await (this.opening ??= this.open());
    return this.opened;
  }
}
