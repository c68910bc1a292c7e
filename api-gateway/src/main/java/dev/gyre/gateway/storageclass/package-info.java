/** What the gateway asks of storage classes and drivers, and the class that claims get which name none. */
@NullMarked
package dev.gyre.gateway.storageclass;

import org.jspecify.annotations.NullMarked;
