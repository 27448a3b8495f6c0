package valkka.filter;

/**
 * A filter that needs a {@code SetupFrame} before the other frames of a stream. A filtergraph in
 * which no setup frame would come cannot be built. Without this check the filter would stay silent.
 */
public interface NeedsSetupFrames extends FrameFilter {}
