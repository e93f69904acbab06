/**
 * The network in the scenario's words: servers by name, whole partitions, and every change told to the trace.
 *
 * @module
 */
import type { ServerId } from '../../skeleton/contract/index.ts';
import type { Cluster } from '../sim/cluster.ts';
import type { Hold } from '../sim/network.ts';
import type { Held, NetworkControl } from './scenario.ts';

export function controlOf(cluster: Cluster): NetworkControl {
  const { network, machines } = cluster;
  const setAll = (server: ServerId, cut: boolean): void => {
    const place = cluster.place(server);
    for (const { index } of machines) {
      network.setCut(place, index, cut);
      network.setCut(index, place, cut);
    }
  };
  return {
    weather(change) {
      network.weather = { ...network.weather, ...change };
      cluster.tell(`the weather changes: ${JSON.stringify(change)}`);
    },
    linkWeather(from, to, change) {
      network.setLinkWeather(cluster.place(from), cluster.place(to), change);
      cluster.tell(`the weather from ${from} to ${to} changes: ${JSON.stringify(change)}`);
    },
    cut(from, to) {
      network.setCut(cluster.place(from), cluster.place(to), true);
      cluster.tell(`${to} no longer hears ${from}`);
    },
    mend(from, to) {
      network.setCut(cluster.place(from), cluster.place(to), false);
      cluster.tell(`${to} hears ${from} again`);
    },
    isolate(server) {
      setAll(server, true);
      cluster.tell(`${server} is cut off from all others`);
    },
    rejoin(server) {
      setAll(server, false);
      cluster.tell(`${server} is linked with all others again`);
    },
    partition(...groups) {
      partition(cluster, groups);
      cluster.tell(
        `only these hear each other: ${groups.map((group) => group.join(' ')).join(' | ')}`,
      );
    },
    heal() {
      network.heal();
      cluster.tell('all servers hear each other');
    },
    linked: (from, to) => !network.isCut(cluster.place(from), cluster.place(to)),
    lose: (which) => network.lose(which),
    hold: (which) => heldBy(cluster, network.hold(which)),
  };
}

function partition(cluster: Cluster, groups: readonly (readonly ServerId[])[]): void {
  for (const from of cluster.machines) {
    const group = groups.find((servers) => servers.includes(from.id));
    for (const to of cluster.machines) {
      cluster.network.setCut(from.index, to.index, group?.includes(to.id) !== true);
    }
  }
}

function heldBy(cluster: Cluster, hold: Hold): Held {
  return {
    messages: hold.messages,
    deliver: (message, copy = false) => cluster.deliver(hold, message, copy),
    release() {
      cluster.tell(`${hold.messages.length} messages that were held go on`);
      cluster.endHold(hold, true);
    },
    drop() {
      cluster.tell(`${hold.messages.length} messages that were held are lost`);
      cluster.endHold(hold, false);
    },
  };
}
