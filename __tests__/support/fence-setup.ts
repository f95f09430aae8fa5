import { installDialFence } from './fence.ts';

installDialFence();
