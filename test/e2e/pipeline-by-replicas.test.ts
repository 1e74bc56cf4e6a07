import { describePipeline } from './pipeline/story.ts';

describePipeline({ way: 'replica ratio', gateway: false });
