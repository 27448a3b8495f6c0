/**
 * Measures the cost of the file system and the cameras, with the machine's own limit beside each
 * figure.
 */
@NullMarked
package valkka.bench;

import org.jspecify.annotations.NullMarked;
