import { whatToDo as adviseOn, type Help } from '../../src/action/help.ts';
import type { Failure } from '../../src/failure.ts';

/** Of a run on somebody's own runner. */
export const help: Help = { workplace: 'self-hosted', page: 'https://docs.example/page' };

export const whatToDo = (failure: Failure): string => adviseOn(failure, help);

/** The only links that a summary may hold. */
export const linksOfOurs = /\[[^\]]*\]\(<https:\/\/docs\.example\/page[^>]*>\)/g;
