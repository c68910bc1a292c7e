/** Addresses and ports of the network, for those who hand them out. */
@NullMarked
package dev.gyre.schemas.address;

import org.jspecify.annotations.NullMarked;
