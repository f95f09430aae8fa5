import { makeModule } from '../../__tests__/support/modules.ts';

export const alpha = makeModule('example.com/alpha', 'v1.2.0');
/** One: of several, which fails first is chance. */
export const modules = [alpha];
