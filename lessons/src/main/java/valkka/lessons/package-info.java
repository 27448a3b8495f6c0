/**
 * The lessons: programs that show one thing each, and the command that runs them.
 */
@NullMarked
package valkka.lessons;

import org.jspecify.annotations.NullMarked;
