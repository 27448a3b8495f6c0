/**
 * The commands of {@code ./valkka}: each reads its arguments, does its work and prints its result.
 */
@NullMarked
package valkka.command;

import org.jspecify.annotations.NullMarked;
