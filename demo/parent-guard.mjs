// Loaded into the companion process by the demo: when the demo is gone, the process goes too.
// Unreferenced, so that the channel by itself keeps nothing alive.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
