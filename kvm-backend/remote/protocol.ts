import * as t from 'io-ts';

/** Changes whenever the two ends would no longer understand each other. */
export const PROTOCOL = 2;

/** What the far end says of itself, unasked, once it is ready. */
export const Greeting = t.readonly(
  t.type({
    protocol: t.number,
    /** `uname -r`, and the processor's architecture as Node names it. */
    kernel: t.string,
    architecture: t.string,
    node: t.string,
  }),
);
export type Greeting = t.TypeOf<typeof Greeting>;

/** What is asked, one at a time. */
export interface Request {
  readonly id: number;
  readonly operation: string;
  readonly body: unknown;
}

/** An error that travelled: its code is one of spec/errors when the far end knew it. */
export const RemoteFailure = t.readonly(
  t.intersection([t.type({ code: t.string, message: t.string }), t.partial({ call: t.string, errno: t.string })]),
);

export type RemoteFailure = t.TypeOf<typeof RemoteFailure>;

/** The answer to the request with the same id. */
export const Reply = t.union([
  t.readonly(t.type({ id: t.number, result: t.unknown })),
  t.readonly(t.type({ id: t.number, failure: RemoteFailure })),
]);
export type Reply = t.TypeOf<typeof Reply>;
