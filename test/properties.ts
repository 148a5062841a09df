import fc from 'fast-check';

// In CI the same cases each time, so that a change is not held up by what it did not touch; elsewhere new ones each time.
if (process.env['CI']) fc.configureGlobal({ seed: 20_261_121 });

export default fc;
