/**
 * The disk under a recording: all operations on its files and devices go through one interface, so
 * tests can fail any call. Errors of the operating system become messages that a user can act on.
 */
@NullMarked
package valkka.disk;

import org.jspecify.annotations.NullMarked;
