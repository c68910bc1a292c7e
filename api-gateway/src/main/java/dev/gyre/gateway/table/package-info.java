/**
 * How answers look. {@link dev.gyre.gateway.table.Representation} is what a client accepts: JSON or YAML, whole objects, their
 * metadata alone, or the tables that {@code kubectl get} prints. {@link dev.gyre.gateway.table.TableBuilder} fills such a table
 * from the columns of a kind.
 */
@NullMarked
package dev.gyre.gateway.table;

import org.jspecify.annotations.NullMarked;
