/**
 * The API's proxy: requests that are passed on to a pod, a Service's ready endpoint or a node, whatever their method, body
 * or upgrade. {@link dev.gyre.gateway.proxy.ProxyTarget} decides where to, by objects of the API alone; what is passed back
 * has its links rewritten so that they lead through the proxy again.
 */
@NullMarked
package dev.gyre.gateway.proxy;

import org.jspecify.annotations.NullMarked;
