import type { Migration } from "./migration.ts";

/**
 * Measurements by numbers: a value is a narrow row of its series, and what it belongs to stands once, in words, elsewhere. Before,
 * each value carried its device, frame, tenant, application and makers as text, and an index by frame beside that. The step stands
 * only when every value and roll-up that was there is there again.
 */
export const MEASUREMENTS_BY_SERIES: Migration = {
  name: "measurements by series",
  sql: `
    alter table measurement_points rename to old_points;
    alter table measurement_rollups rename to old_rollups;

    create table measurement_series (
      id integer primary key autoincrement,
      device_id text not null,
      name text not null,
      unique (device_id, name)
    ) strict;

    create table measurement_origins (
      id integer primary key autoincrement,
      tenant_id text not null,
      application_id text not null,
      made_by text not null,
      unique (tenant_id, application_id, made_by)
    ) strict;

    -- What each frame measured as it was kept last, for whoever measures it again.
    create table measurement_frames (
      number integer primary key,
      frame text not null unique,
      time integer not null,
      said text not null,
      origin_id integer not null
    ) strict;

    create table measurement_points (
      series_id integer not null,
      time integer not null,
      frame_number integer not null,
      value real not null,
      primary key (series_id, time, frame_number)
    ) strict, without rowid;

    create table measurement_rollups (
      series_id integer not null,
      hours integer not null,
      start integer not null,
      count integer not null,
      low real not null,
      high real not null,
      total real not null,
      primary key (series_id, hours, start)
    ) strict, without rowid;

    insert into measurement_series (device_id, name)
      select device_id, series from old_points union select device_id, series from old_rollups
      order by 1, 2;
    insert into measurement_origins (tenant_id, application_id, made_by)
      select distinct tenant_id, application_id, made_by from old_points;
    insert into measurement_frames (number, frame, time, said, origin_id)
      select row_number() over (order by p.frame), p.frame, min(p.time),
        group_concat(cast(s.id as text), ','), min(o.id)
      from old_points as p
        join measurement_series as s on s.device_id = p.device_id and s.name = p.series
        join measurement_origins as o on o.tenant_id = p.tenant_id
          and o.application_id = p.application_id and o.made_by = p.made_by
      group by p.frame;
    insert into measurement_points (series_id, time, frame_number, value)
      select s.id, p.time, f.number, p.value
      from old_points as p
        join measurement_series as s on s.device_id = p.device_id and s.name = p.series
        join measurement_frames as f on f.frame = p.frame;
    insert into measurement_rollups (series_id, hours, start, count, low, high, total)
      select s.id, case r.size when 'hour' then 1 else 24 end, r.start, r.count, r.low, r.high, r.total
      from old_rollups as r
        join measurement_series as s on s.device_id = r.device_id and s.name = r.series;

    create table measurement_check (is_whole integer not null check (is_whole = 1)) strict;
    insert into measurement_check (is_whole) select case
      when (select count(*) from old_points) = (select count(*) from measurement_points)
        and (select count(*) from old_rollups) = (select count(*) from measurement_rollups)
      then 1 else 0 end;
    drop table measurement_check;
    drop table old_points;
    drop table old_rollups;
  `,
};
