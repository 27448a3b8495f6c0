/**
 * Helpers for tests of recordings: disks that fail and lose their power, clocks that are held,
 * frames that can be told apart.
 */
@NullMarked
package valkka.testkit;

import org.jspecify.annotations.NullMarked;
