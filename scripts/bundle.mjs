import { buildBundle } from './build-bundle.mjs';

buildBundle('dist');
