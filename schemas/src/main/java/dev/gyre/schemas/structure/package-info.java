/**
 * Whether a document has the structure of its type, and what to do about what has no place in it. Values are not judged here:
 * that is validation, and the gateway's business.
 */
@NullMarked
package dev.gyre.schemas.structure;

import org.jspecify.annotations.NullMarked;
