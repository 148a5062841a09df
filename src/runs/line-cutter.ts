const LINE_FEED = 0x0a;

/**
 * Cuts what is read of a file into lines, without their line feeds. Unlike `node:readline` it cuts nowhere else: in JSON a
 * paragraph separator stands as itself.
 */
export class LineCutter {
  private held: Buffer[] = [];

  *cut(chunk: Buffer): Generator<Buffer, void, undefined> {
    let from = 0;
    for (let to = chunk.indexOf(LINE_FEED); to !== -1; to = chunk.indexOf(LINE_FEED, from)) {
      const end = chunk.subarray(from, to);
      const line = this.held.length === 0 ? end : Buffer.concat([...this.held, end]);
      this.held = [];
      yield line;
      from = to + 1;
    }
    if (from < chunk.length) this.held.push(chunk.subarray(from));
  }

  /** What stands behind the last line feed. */
  get rest(): Buffer {
    return Buffer.concat(this.held);
  }
}
