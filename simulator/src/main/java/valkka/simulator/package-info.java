/**
 * A whole recorder in one thread under one seed: cameras, network, clocks, disk, kills and power
 * cuts are simulated, and every promise is checked (docs/trust.md).
 */
@NullMarked
package valkka.simulator;

import org.jspecify.annotations.NullMarked;
