import { makeModule, type TestModule } from '../../__tests__/support/modules.ts';

/** As many that a fault told once for each would be seen at once. */
export const modules = Array.from({ length: 30 }, (_, index) =>
  makeModule(`example.com/m${index}`, 'v1.0.0'),
);
export const [first] = modules as [TestModule, ...TestModule[]];
