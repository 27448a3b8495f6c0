package valkka.filter;

/**
 * A filter that can do nothing with a stream before a {@code SetupFrame} has announced it. A filtergraph in which none would come cannot
 * be built; without it the filter would be silent, and its user wonder.
 */
public interface NeedsSetupFrames extends FrameFilter {}
