/**
 * Lets one writer at a time onto a file, whatever name the file came by. {@code valkka.fs} uses
 * this package; a program has no need to.
 */
@NullMarked
package valkka.lock;

import org.jspecify.annotations.NullMarked;
