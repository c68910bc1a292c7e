/**
 * Kinds that users define. {@link dev.gyre.schemas.custom.CustomKinds} makes a kind of the registry from a definition; {@link
 * dev.gyre.schemas.custom.CustomSchema} is what a structural schema says of a field; {@link dev.gyre.schemas.custom.CustomStructure} drops
 * what it does not know and fills in what it says of what is left out. Whether a value is valid is the gateway's business.
 */
@NullMarked
package dev.gyre.schemas.custom;

import org.jspecify.annotations.NullMarked;
