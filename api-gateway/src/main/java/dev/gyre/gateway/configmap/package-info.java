/** What the gateway asks of a ConfigMap. */
@NullMarked
package dev.gyre.gateway.configmap;

import org.jspecify.annotations.NullMarked;
