/**
 * Who asks, and whether they may. An {@link dev.gyre.gateway.auth.Authenticator} turns what came with a connection or a
 * request (a client certificate, a bearer token) into a user; an {@link dev.gyre.gateway.auth.Authorizer} decides by the
 * RBAC objects of the cache, or by what a node may see of its own pods. Both speak Kubernetes' language: user names,
 * groups, verbs, resources, and the exact words of its refusals.
 */
@NullMarked
package dev.gyre.gateway.auth;

import org.jspecify.annotations.NullMarked;
