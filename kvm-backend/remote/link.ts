/**
 * A process that runs KVM for us and speaks in messages: on this machine, or an emulated one. It exists because a KVM_RUN that
 * blocks blocks everything in its process: whoever holds the link can always end the other side.
 */
export interface Link {
  /** Sends one message, without line breaks. */
  send(message: string): void;
  /** Calls this for each message. Set once, before anything is sent. */
  onMessage(listener: (message: string) => void): void;
  /** Resolves with the reason once the other side is gone, whoever ended it. */
  readonly ended: Promise<string>;
  /** The last lines that the other side printed for people. */
  lastWords(): string;
  /** Ends the other side at once. Harmless when it is gone. */
  kill(): void;
}
