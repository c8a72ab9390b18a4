// Errors of connections to the database.
import { DatabaseError } from './database-error.js';

/** No connection could be opened. */
export class ConnectError extends DatabaseError {
  static override readonly code = 'OXY-K001';
  protected static override readonly fact = 'Cannot connect to the database';
  protected static override readonly remedy = 'See that the server runs and that host, port and TLS settings are right.';
}

/** No connection was opened in time. */
export class ConnectTimeoutError extends DatabaseError {
  static override readonly code = 'OXY-K002';
  protected static override readonly fact = 'Connecting to the database took too long';
  protected static override readonly remedy = 'See that the server can be reached, or raise the connect timeout.';
}

/** The server refused the log-in. */
export class AuthenticationError extends DatabaseError {
  static override readonly code = 'OXY-K003';
  protected static override readonly fact = 'The database refused the log-in';
  protected static override readonly remedy = 'See that user, password and database of the URL are right.';
}

/** A connection that broke while it was used. */
export class ConnectionLostError extends DatabaseError {
  static override readonly code = 'OXY-K004';
  protected static override readonly fact = 'The connection to the database was lost';
  protected static override readonly remedy = 'Run the work again if isRetrySafe says that nothing was changed; otherwise look first.';
}
