/**
 * Filtergraphs, written as frames flow: nouns that become threads and filters, drawn as text and as
 * a picture.
 */
@NullMarked
package valkka.graph;

import org.jspecify.annotations.NullMarked;
