/**
 * What the gateway counts about its requests, under the names that kube-apiserver gives it, so that dashboards made for that
 * show this. Whatever callers send, labels have only values that the gateway knows: its kinds, its verbs, its subresources.
 */
@NullMarked
package dev.gyre.gateway.measures;

import org.jspecify.annotations.NullMarked;
