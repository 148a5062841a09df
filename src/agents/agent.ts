/** One agent definition file at one revision. */
export interface Agent {
  /** The file's name without `.md`: what tables, pairing and replay call this variant. */
  readonly id: string;
  /** The path as the user would type it, for messages and reports. */
  readonly path: string;
  readonly name: string;
  readonly description: string;
  readonly tools: readonly string[];
  /** As written in the front matter (`opus`, `inherit`, a full id), or undefined. */
  readonly model: string | undefined;
  readonly color: string | undefined;
  /** Front-matter keys that Vouch gives no meaning to, kept as they were. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** The system prompt: the body of the file, byte for byte. */
  readonly prompt: string;
  /** The 1-based line of the file on which `prompt` begins. */
  readonly promptLine: number;
  /** SHA-256 of the prompt's UTF-8 bytes, hex. */
  readonly promptHash: string;
  /** SHA-256 of the whole file's bytes, hex. */
  readonly fileHash: string;
}
