package valkka.fs;

/**
 * A question about a recording for {@link ValkkaFS#explain}, as {@code seek(time)} of
 * {@code valkka.play.SeekAnatomy}.
 *
 * @param <T> the type of the answer
 */
@FunctionalInterface
public interface Explanation<T> {
    /** Returns the answer for a recording. */
    T explain(ValkkaFS fs);
}
