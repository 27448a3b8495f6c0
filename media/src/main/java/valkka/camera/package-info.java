/**
 * The virtual camera, which stands in for a real camera where there is none, and recordings made
 * of its pictures.
 */
@NullMarked
package valkka.camera;

import org.jspecify.annotations.NullMarked;
