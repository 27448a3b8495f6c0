/**
 * Makes exams for classes: a recording with planted faults, a notebook with questions, and a grader
 * that knows the answers only as hashes.
 */
@NullMarked
package valkka.exam;

import org.jspecify.annotations.NullMarked;
