export { errorCatalogue, IrqlineError, type ErrorCode } from './errors.js';
