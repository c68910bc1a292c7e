/**
 * How the API is found from within the cluster: the Service {@code kubernetes} and behind it the gateways that are alive.
 * {@link dev.gyre.gateway.apiservice.ApiServiceUpkeep} is the way in.
 */
@NullMarked
package dev.gyre.gateway.apiservice;

import org.jspecify.annotations.NullMarked;
