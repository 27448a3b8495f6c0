/** Measures what the file system and the cameras cost, with the machine's own limit beside each figure. */
package valkka.bench;
