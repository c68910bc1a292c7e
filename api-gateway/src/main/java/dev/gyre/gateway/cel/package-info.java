/**
 * Expressions of the Common Expression Language as Kubernetes has them, for whoever lets users write rules. {@link
 * dev.gyre.gateway.cel.ExpressionEnvironment} compiles them, against declared variables and Kubernetes' functions; {@link
 * dev.gyre.gateway.cel.CelValues} shows them JSON; {@link dev.gyre.gateway.cel.SchemaTypes} lets the compiler know what fields there
 * are. The only package that sees the CEL library.
 */
@NullMarked
package dev.gyre.gateway.cel;

import org.jspecify.annotations.NullMarked;
