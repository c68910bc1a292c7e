/** What the gateway asks of a StatefulSet. */
@NullMarked
package dev.gyre.gateway.statefulset;

import org.jspecify.annotations.NullMarked;
