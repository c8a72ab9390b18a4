// Answers HTTP requests that failed in the database with the status that fits; other contexts get the error itself.
import { type ArgumentsHost, Catch, type HttpServer } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { OxydeError } from '../lib/index.js';
import { answerTo, type HttpAnswer } from './http-answer.js';

/**
 * Turns errors of Oxyde into HTTP answers: a missing row 404, a duplicate or a missing reference 409, a value that does not fit 400,
 * a lost race 409 with `retryable`, an exhausted pool 503. Bodies hold no SQL and no values.
 *
 * @example
 * \@Module({ providers: [{ provide: APP_FILTER, useClass: OxydeExceptionFilter }] })
 */
@Catch(OxydeError)
export class OxydeExceptionFilter extends BaseExceptionFilter<OxydeError> {
  override catch(error: OxydeError, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    const server = this.applicationRef ?? this.httpAdapterHost?.httpAdapter;
    if (!server) throw error;
    const answer = answerTo(error);
    if (answer) reply(server, host, answer);
    else this.handleUnknownError(error, host, server);
  }
}

function reply(server: HttpServer, host: ArgumentsHost, answer: HttpAnswer): void {
  const response: unknown = host.getArgByIndex(1);
  if (server.isHeadersSent(response)) server.end(response);
  else server.reply(response, answer, answer.statusCode);
}
