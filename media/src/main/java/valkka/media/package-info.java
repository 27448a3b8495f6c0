/**
 * Media of recordings and cameras: pictures are decoded, recordings are exported and served, and
 * graphs get the nouns for both.
 */
@NullMarked
package valkka.media;

import org.jspecify.annotations.NullMarked;
