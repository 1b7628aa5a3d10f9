// Generated from the JSON Schemas in lib/catalogue by `npm run generate`. Do not edit.
/* eslint-disable */
// @ts-nocheck
export const plans = {
  mini_game_settled: [{"name":"ReportId","required":true,"kind":"string"},{"name":"ReportType","required":true,"kind":"integer","values":[1,2]},{"name":"GameSource","required":true,"kind":"string","values":["zego"]},{"name":"MiniGameId","required":true,"kind":"string"},{"name":"RoomId","required":true,"kind":"string"},{"name":"AnchorId","required":true,"kind":"string"},{"name":"RoundId","required":true,"kind":"string"},{"name":"ReportTime","required":true,"kind":"integer"},{"name":"DanmakuResult","required":true,"kind":"object","fields":[{"name":"WinTeam","required":true,"kind":"integer"},{"name":"ResultType","required":true,"kind":"integer","values":[0,1,2,3,4,5]},{"name":"UserSize","required":true,"kind":"integer"},{"name":"ExtraData","required":true,"kind":"carried","inner":{"kind":"object"}}]}],
  mini_game_started: [{"name":"ReportId","required":false,"kind":"string"},{"name":"ReportType","required":false,"kind":"integer","values":[1,2]},{"name":"GameSource","required":false,"kind":"string","values":["zego"]},{"name":"MiniGameId","required":false,"kind":"string"},{"name":"RoomId","required":false,"kind":"string"},{"name":"AnchorId","required":false,"kind":"string"},{"name":"RoundId","required":false,"kind":"string"},{"name":"ReportTime","required":false,"kind":"integer"},{"name":"DanmakuResult","required":false,"kind":"object"}],
};

export const validators = {
  mini_game_settled: validate10,
  mini_game_started: validate11,
};

function validate10(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){if(data.ReportId === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "ReportId"}});
errors++;
}if(data.ReportType === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "ReportType"}});
errors++;
}if(data.GameSource === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "GameSource"}});
errors++;
}if(data.MiniGameId === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "MiniGameId"}});
errors++;
}if(data.RoomId === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "RoomId"}});
errors++;
}if(data.AnchorId === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "AnchorId"}});
errors++;
}if(data.RoundId === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "RoundId"}});
errors++;
}if(data.ReportTime === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "ReportTime"}});
errors++;
}if(data.DanmakuResult === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "DanmakuResult"}});
errors++;
}if(data.ReportId !== undefined){if(typeof data.ReportId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/ReportId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.ReportType !== undefined){let data1 = data.ReportType;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){(vErrors ??= []).push({instancePath:instancePath+"/ReportType",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data.GameSource !== undefined){if(typeof data.GameSource !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/GameSource",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.MiniGameId !== undefined){if(typeof data.MiniGameId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/MiniGameId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.RoomId !== undefined){if(typeof data.RoomId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/RoomId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.AnchorId !== undefined){if(typeof data.AnchorId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/AnchorId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.RoundId !== undefined){if(typeof data.RoundId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/RoundId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.ReportTime !== undefined){let data7 = data.ReportTime;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){(vErrors ??= []).push({instancePath:instancePath+"/ReportTime",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data.DanmakuResult !== undefined){let data8 = data.DanmakuResult;
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){if(data8.WinTeam === undefined){(vErrors ??= []).push({instancePath:instancePath+"/DanmakuResult",keyword:"required",params:{missingProperty: "WinTeam"}});
errors++;
}if(data8.ResultType === undefined){(vErrors ??= []).push({instancePath:instancePath+"/DanmakuResult",keyword:"required",params:{missingProperty: "ResultType"}});
errors++;
}if(data8.UserSize === undefined){(vErrors ??= []).push({instancePath:instancePath+"/DanmakuResult",keyword:"required",params:{missingProperty: "UserSize"}});
errors++;
}if(data8.ExtraData === undefined){(vErrors ??= []).push({instancePath:instancePath+"/DanmakuResult",keyword:"required",params:{missingProperty: "ExtraData"}});
errors++;
}if(data8.WinTeam !== undefined){let data9 = data8.WinTeam;
if(!(((typeof data9 == "number") && (!(data9 % 1) && !isNaN(data9))) && (isFinite(data9)))){(vErrors ??= []).push({instancePath:instancePath+"/DanmakuResult/WinTeam",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data8.ResultType !== undefined){let data10 = data8.ResultType;
if(!(((typeof data10 == "number") && (!(data10 % 1) && !isNaN(data10))) && (isFinite(data10)))){(vErrors ??= []).push({instancePath:instancePath+"/DanmakuResult/ResultType",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data8.UserSize !== undefined){let data11 = data8.UserSize;
if(!(((typeof data11 == "number") && (!(data11 % 1) && !isNaN(data11))) && (isFinite(data11)))){(vErrors ??= []).push({instancePath:instancePath+"/DanmakuResult/UserSize",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data8.ExtraData !== undefined){let data12 = data8.ExtraData;
const _errs26 = errors;
let valid2 = false;
const _errs27 = errors;
if(!(data12 && typeof data12 == "object" && !Array.isArray(data12))){(vErrors ??= []).push({instancePath:instancePath+"/DanmakuResult/ExtraData",keyword:"type",params:{type: "object"}});
errors++;
}var _valid0 = _errs27 === errors;
valid2 = valid2 || _valid0;
if(!valid2){const _errs29 = errors;
if(typeof data12 !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/DanmakuResult/ExtraData",keyword:"type",params:{type: "string"}});
errors++;
}var _valid0 = _errs29 === errors;
valid2 = valid2 || _valid0;
}if(!valid2){(vErrors ??= []).push({instancePath:instancePath+"/DanmakuResult/ExtraData",keyword:"anyOf",params:{}});
errors++;
}else {errors = _errs26;
if(vErrors !== null){if(_errs26){vErrors.length = _errs26;
}else {vErrors = null;
}}}}}else {(vErrors ??= []).push({instancePath:instancePath+"/DanmakuResult",keyword:"type",params:{type: "object"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"}});
errors++;
}validate10.errors = vErrors;
return errors === 0;
}export const mini_game_started = validate11;
function validate11(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){if(data.ReportId !== undefined){if(typeof data.ReportId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/ReportId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.ReportType !== undefined){let data1 = data.ReportType;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){(vErrors ??= []).push({instancePath:instancePath+"/ReportType",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data.GameSource !== undefined){if(typeof data.GameSource !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/GameSource",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.MiniGameId !== undefined){if(typeof data.MiniGameId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/MiniGameId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.RoomId !== undefined){if(typeof data.RoomId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/RoomId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.AnchorId !== undefined){if(typeof data.AnchorId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/AnchorId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.RoundId !== undefined){if(typeof data.RoundId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/RoundId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.ReportTime !== undefined){let data7 = data.ReportTime;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){(vErrors ??= []).push({instancePath:instancePath+"/ReportTime",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data.DanmakuResult !== undefined){let data8 = data.DanmakuResult;
if(!(data8 && typeof data8 == "object" && !Array.isArray(data8))){(vErrors ??= []).push({instancePath:instancePath+"/DanmakuResult",keyword:"type",params:{type: "object"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"}});
errors++;
}validate11.errors = vErrors;
return errors === 0;
}
