import { expect, test } from '@jest/globals';
import { storageError } from '../../src/cache/storage-failure.ts';

test.each([
  ['ENOSPC', 'disk-full'],
  ['EFBIG', 'disk-full'],
  ['EROFS', 'permission'],
  ['EMFILE', 'permission'],
  ['UNKNOWN', 'permission'],
  ['EBUSY', 'cache-locked'],
  ['ENOTDIR', 'cache-corrupt'],
  ['ESTALE', 'cache-corrupt'],
])('%s is %s', (code, failureClass) => {
  const cause = Object.assign(new Error('x'), { code });
  expect(storageError(cause, 'a file')).toMatchObject({
    failure: { class: failureClass, cause, detail: expect.stringContaining(`a file (${code})`) },
  });
});

test('what is no trouble of the file system stays as it is', () => {
  const error = new Error('x');
  expect(storageError(error, 'a file')).toBe(error);
});
