import { buildBundle } from './build-bundle.mjs';

await buildBundle('dist');
