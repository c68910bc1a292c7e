/**
 * The way in from outside: an Ingress controller. {@link dev.gyre.node.ingress.Routes} and {@link
 * dev.gyre.node.ingress.Endpoints} are the pure part: objects go in; where a request goes comes out. {@link
 * dev.gyre.node.ingress.IngressProxy} carries requests there, and tries another endpoint where it may.
 */
@NullMarked
package dev.gyre.node.ingress;

import org.jspecify.annotations.NullMarked;
