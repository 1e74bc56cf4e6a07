import { describePipeline } from './pipeline/story.ts';

describePipeline({ way: 'gateway weights', gateway: true });
