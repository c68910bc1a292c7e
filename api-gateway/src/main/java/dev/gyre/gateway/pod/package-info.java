/** What the gateway asks of a Pod, and of the pod templates in other kinds: admission, validity, what an update may change, how a pod goes. */
@NullMarked
package dev.gyre.gateway.pod;

import org.jspecify.annotations.NullMarked;
