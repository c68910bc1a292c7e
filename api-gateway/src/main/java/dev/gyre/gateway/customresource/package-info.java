/**
 * Kinds that users define, in the gateway. {@link dev.gyre.gateway.customresource.ServedKinds} is the registry, which follows the
 * definitions that the watch cache holds; {@link dev.gyre.gateway.customresource.DefinitionRules} says what may be defined; {@link
 * dev.gyre.gateway.customresource.CustomRules} says, by a definition's schema and its rules, which objects are valid.
 */
@NullMarked
package dev.gyre.gateway.customresource;

import org.jspecify.annotations.NullMarked;
