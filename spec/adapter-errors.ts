/** The part of the catalogue that speaks of adapters: other people's programs that bring their implementation to `check`. */
export const adapterErrors = {
  ADAPTER_NOT_STARTED: {
    meaning: 'The command of the adapter could not be run.',
    fix: 'Pass it as you would type it in a shell, in this directory.',
    lacksEnvironment: true,
  },
  ADAPTER_DIED_AT_HELLO: {
    meaning: 'The adapter ended before it had answered the hello.',
    fix: 'Run it by hand and type {"kind":"hello","protocol":1}; docs/adapters.md says what it has to answer.',
    lacksEnvironment: true,
  },
  ADAPTER_DIED: {
    meaning: 'The adapter ended in a run that went well when it was made again.',
    fix: 'Look for what one run leaves behind for the next, or for threads that race.',
    lacksEnvironment: true,
  },
  ADAPTER_SILENT: {
    meaning: 'The adapter did not answer in time, and was ended.',
    fix: 'Let it flush its output after each line; if it is slow, or is built first, pass a longer `--patience`. If your implementation hangs at this action, that is the fault that was found.',
    lacksEnvironment: true,
  },
  ADAPTER_UNABLE: {
    meaning: 'The adapter, or the library that was to be checked, cannot take part.',
    fix: 'Mend what it says; docs/adapters.md says what is asked of it.',
    lacksEnvironment: true,
  },
  ADAPTER_FOREIGN: {
    meaning: 'The adapter says of itself what this program cannot go by.',
    fix: 'Mend its answer to the hello; docs/adapters.md lists what belongs into it.',
    lacksEnvironment: true,
  },
  ADAPTER_MALFORMED: {
    meaning: 'The adapter answered with something that is no answer.',
    fix: 'Answer each line with one line of JSON as docs/adapters.md has it, and print everything else on standard error.',
    lacksEnvironment: true,
  },
} as const;
