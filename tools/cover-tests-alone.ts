// Preloaded into every process of `node --test`: processes that a test starts write no coverage. What is held to a
// threshold, model/ and impl/, is covered by tests that call it, and to write and merge the coverage of each took long.
if (process.env['NODE_TEST_CONTEXT'] !== undefined) delete process.env['NODE_V8_COVERAGE'];
