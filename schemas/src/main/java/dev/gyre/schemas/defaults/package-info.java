/**
 * What Kubernetes fills in where a client left something out, on JSON trees and by version: the defaults of 1.32. A field that
 * is absent, {@code null} or the zero value that Go cannot tell from absent counts as left out. Filling in twice changes
 * nothing more.
 */
@NullMarked
package dev.gyre.schemas.defaults;

import org.jspecify.annotations.NullMarked;
